@echo off
rem Finds Python and hands over to panels\server\start.py, which does everything else.
rem ASCII only: cmd reads a batch file in the code page that the machine starts with.
setlocal
set "PYTHONUTF8=1"
rem The newer `py` would download a missing Python: here it only says that there is none.
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"
set "HERE=%~dp0"
rem A folder of the network gets a letter: cmd cannot stand in one without.
pushd "%HERE%..\.."
if errorlevel 1 goto nofolder
set "FOUND="
call :find
if defined FOUND goto run
for %%F in (python-3.13*-amd64.exe) do start "" /wait "%%~fF" /passive InstallAllUsers=0 PrependPath=1
call :find
if defined FOUND goto run
type "%HERE%no_python.txt"
pause
popd
exit /b 1

:run
%FOUND% -m panels.server.start %*
set "STATUS=%ERRORLEVEL%"
if not "%STATUS%"=="0" pause
popd
exit /b %STATUS%

:nofolder
echo Cannot open the folder "%HERE%"
pause
exit /b 1

:find
call :try py -3.13
call :try "%LocalAppData%\Programs\Python\Python313\python.exe"
call :try "%ProgramFiles%\Python313\python.exe"
call :try python
call :try py -3
call :try python3
exit /b 0

:try
if defined FOUND exit /b 0
%* -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 set FOUND=%*
exit /b 0
