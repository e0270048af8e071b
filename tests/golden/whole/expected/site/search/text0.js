plainsongSearch.text(0,[
"This guide is about play and about the EHC plan. Ask the SENCO. Two hands over a tray of sand Sand is a good start Note You can read this in any order. Tip Start with sand. Important Nobody has to write. Warning Small parts can be swallowed. Caution Never leave a child alone near water. Notes An EHC plan is explained in the glossary. It has a second paragraph."]);
