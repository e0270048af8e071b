plainsongSearch.text(2,[
"Read the guide Ask the SENCO about the EHC plan Decide together A definition by hand: Tray A flat box. BSL is a language."]);
