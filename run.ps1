<#
.SYNOPSIS
Sets up what is missing, then starts the map (run) or runs all tests (test, check). For Windows without make.

.EXAMPLE
powershell -ExecutionPolicy Bypass -File run.ps1
.EXAMPLE
powershell -ExecutionPolicy Bypass -File run.ps1 test
.EXAMPLE
powershell -ExecutionPolicy Bypass -File run.ps1 -Port 8600
#>
param(
    [ValidateSet('run', 'test', 'check')]
    [string]$Task = 'run',
    [int]$Port = 0,
    [string]$Address = '127.0.0.1'
)

$ErrorActionPreference = 'Stop'
Set-Location -LiteralPath $PSScriptRoot
try { [Console]::OutputEncoding = [System.Text.Encoding]::UTF8 } catch { Write-Verbose 'no console' }
$env:PYTHONUTF8 = '1'

$venv = Join-Path $PSScriptRoot '.venv'
$py = Join-Path $venv 'Scripts\python.exe'
$new = 'import sys; sys.exit(sys.version_info < (3, 11))'

function Stop-With([string]$Vietnamese, [string]$English) {
    Write-Host ''
    Write-Host $Vietnamese -ForegroundColor Red
    Write-Host $English -ForegroundColor Red
    exit 1
}

# True if the program starts and finishes well. What it says is of no interest here.
function Test-Program([string]$Program, [string[]]$Arguments) {
    if (-not (Get-Command $Program -ErrorAction SilentlyContinue)) { return $false }
    $ErrorActionPreference = 'SilentlyContinue'
    & $Program @Arguments 2>$null | Out-Null
    return ($LASTEXITCODE -eq 0)
}

# Runs the environment's Python; stops this script with its exit status when it fails.
function Invoke-Python([string[]]$Arguments) {
    & $py @Arguments
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

function New-Environment {
    if (Test-Program $py @('-c', $new)) { return }
    $program = $null
    foreach ($candidate in @('py', 'python', 'python3')) {
        $options = @()
        if ($candidate -eq 'py') { $options = @('-3') }
        if (Test-Program $candidate ($options + @('-c', $new))) { $program = $candidate; break }
    }
    if ($null -eq $program) {
        Stop-With 'Cần Python 3.11 trở lên. Hãy cài từ python.org (đánh dấu "Add python.exe to PATH") rồi chạy lại.' `
            'Python 3.11 or newer is needed. Install it from python.org (tick "Add python.exe to PATH"), then run again.'
    }
    Write-Host 'Tạo môi trường / making .venv ...'
    if (Test-Path -LiteralPath $venv) { Remove-Item -LiteralPath $venv -Recurse -Force }
    $options = $options + @('-m', 'venv', $venv)
    & $program @options
    if ($LASTEXITCODE -ne 0) { Stop-With 'Không tạo được môi trường .venv.' 'Could not make the environment .venv.' }
}

# Installs when a requirement file has changed since the last time.
function Install-Requirements([string]$Stamp, [string[]]$Files, [string[]]$Steps) {
    $now = ($Files | ForEach-Object { (Get-FileHash -LiteralPath $_ -Algorithm SHA256).Hash }) -join ' '
    $file = Join-Path $venv $Stamp
    if ((Test-Path -LiteralPath $file) -and ((Get-Content -LiteralPath $file -Raw).Trim() -eq $now)) { return }
    Write-Host 'Cài thư viện (chỉ lần đầu, có thể mất vài phút) / installing libraries (first time only, may take minutes) ...'
    foreach ($step in $Steps) {
        $words = $step.Split(' ')
        if (Get-Command uv -ErrorAction SilentlyContinue) {
            & uv pip install --quiet --python $py @words
        } else {
            & $py -m pip install --disable-pip-version-check --quiet @words
        }
        if ($LASTEXITCODE -ne 0) {
            Stop-With 'Không cài được thư viện. Lần đầu cần kết nối Internet; hãy xem lỗi ở trên rồi chạy lại.' `
                'Could not install the libraries. The first time needs the internet; see the error above, then run again.'
        }
    }
    Set-Content -LiteralPath $file -Value $now -Encoding ASCII
}

# What checks the JavaScript; neither the map nor who uses it needs Node.js.
function Install-JavaScriptTools {
    if (-not ((Test-Program 'node' @('tests/js/version.cjs')) -and (Test-Program 'npm' @('--version')))) {
        Stop-With 'Kiểm tra JavaScript cần Node.js 18.19 trở lên và npm; không tìm thấy. Hãy cài từ nodejs.org rồi chạy lại.' `
            'The JavaScript is checked with Node.js 18.19 or newer and npm; none was found. Install it from nodejs.org, then run again.'
    }
    $now = (Get-FileHash -LiteralPath 'package-lock.json' -Algorithm SHA256).Hash
    $file = Join-Path $PSScriptRoot 'node_modules/.ready.txt'
    if ((Test-Path -LiteralPath $file) -and ((Get-Content -LiteralPath $file -Raw).Trim() -eq $now)) { return }
    Write-Host 'Cài công cụ kiểm tra JavaScript / installing what checks the JavaScript ...'
    & npm ci --no-audit --no-fund --loglevel=error
    if ($LASTEXITCODE -ne 0) {
        Stop-With 'Không cài được công cụ JavaScript. Lần đầu cần kết nối Internet; hãy xem lỗi ở trên rồi chạy lại.' `
            'Could not install the JavaScript tools. The first time needs the internet; see the error above, then run again.'
    }
    Set-Content -LiteralPath $file -Value $now -Encoding ASCII
}

New-Environment
Install-Requirements '.ready.txt' @('requirements.txt', 'requirements-assets.txt', 'constraints.txt') @(
    '-r requirements.txt',
    '--no-deps -r requirements-assets.txt'
)
if ($Task -ne 'run') {
    Install-Requirements '.ready-dev.txt' @('requirements-dev.txt', 'requirements-oidc.txt', 'requirements.txt', 'constraints.txt') @(
        '-r requirements-dev.txt'
    )
}

switch ($Task) {
    'run' {
        $named = @()
        if ($Port -ne 0) { $named = @('--port', "$Port") }
        Invoke-Python (@('-m', 'panels.server.start') + $named + @('--address', $Address, '--lang', 'vi', '--lang', 'en'))
    }
    'test' {
        Invoke-Python @('-m', 'tests.browser.chromium')
        Invoke-Python @('-m', 'tests.readers')
        Invoke-Python @('-m', 'pytest')
    }
    'check' {
        Install-JavaScriptTools
        Invoke-Python @('-m', 'ruff', 'check', '.')
        Invoke-Python @('-m', 'ruff', 'format', '--check', '.')
        Invoke-Python @('-m', 'mypy')
        Invoke-Python @('-m', 'pytest', '-n0', '-q', 'tests/test_architecture.py')
        Invoke-Python @('-m', 'geo', 'check')
        & npm run --silent check
        if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    }
}
