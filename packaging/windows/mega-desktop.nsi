; Installs dist\mega-desktop for the current user; no administrator is needed. Compile in the project's folder:
;   makensis packaging\windows\mega-desktop.nsi

Unicode true
SetCompressor /SOLID lzma
RequestExecutionLevel user

!include "MUI2.nsh"

!define NAME "MEGA Desktop"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\MEGADesktop"
!ifndef FOLDER
    !define FOLDER "..\..\dist\mega-desktop"
!endif

Name "${NAME}"
OutFile "..\..\dist\mega-desktop-setup.exe"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"

!insertmacro MUI_PAGE_LICENSE "..\..\LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Section
    SetOutPath "$INSTDIR"
    RMDir /r "$INSTDIR\_internal" ; parts of an earlier version must not be mixed with this one's
    File /r "${FOLDER}\*.*"
    CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\mega-desktop-window.exe"
    WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
    WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteUninstaller "$INSTDIR\uninstall.exe"
SectionEnd

; Imports, settings and tokens stay: they are the person's.
Section "Uninstall"
    Delete "$SMPROGRAMS\${NAME}.lnk"
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\mega-desktop.exe"
    Delete "$INSTDIR\mega-desktop-window.exe"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    DeleteRegKey HKCU "${KEY}"
SectionEnd
