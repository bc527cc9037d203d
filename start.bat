@echo off
rem Starts Sales Health on Windows: makes .venv, installs what is needed, opens http://127.0.0.1:8501
cd /d "%~dp0"
if not exist .venv (
  py -3 -m venv .venv || goto :failed
)
.venv\Scripts\python -m pip install --quiet --disable-pip-version-check -r requirements.txt || goto :failed
if "%1"=="test" (
  .venv\Scripts\python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt || goto :failed
  .venv\Scripts\python -m pytest -n auto --dist loadfile
  goto :eof
)
start "" http://127.0.0.1:8501
.venv\Scripts\python start.py
goto :eof
:failed
echo Python 3.11 or newer is needed: https://www.python.org/downloads/
pause
