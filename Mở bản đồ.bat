@echo off
rem Opens the map on this machine.
chcp 65001 >nul
title Ban do Son La
if exist "%~dp0panels\server\windows.bat" goto run
echo.
echo   Hay giai nen toan bo tep ZIP truoc: bam chuot phai, chon "Extract All" - "Giai nen tat ca",
echo   roi mo lai tep nay trong thu muc vua giai nen.
echo   Extract the whole ZIP first, then open this file in the new folder.
echo.
pause
exit /b 1

:run
call "%~dp0panels\server\windows.bat" %*
exit /b %ERRORLEVEL%
