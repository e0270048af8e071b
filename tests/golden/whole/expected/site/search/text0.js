plainsongSearch.text(0,[
"This guide is about play and about the EHC plan. Ask the SENCO. Two hands over a tray of sand Sand is a good start Note You can read this in any order. Tip Start with sand. Important Nobody has to write. Warning Small parts can be swallowed. Caution Never leave a child alone near water. Notes An EHC plan is explained in the glossary. It has a second paragraph."]);
plainsongSearch.text(1,[
"",
"Who What How often A child digs 2 A parent watches 3 Dig, pour and wait go on. H2O is in the tray; press Enter. More ideas Water Rice",
"one two A tray tray in a line, and a note used twice, with www.example.org behind it.",
"Fill Pour slowly again",
"Children learn by doing. Notes Warm water is best."]);
plainsongSearch.text(2,[
"Read the guide Ask the SENCO about the EHC plan Decide together A definition by hand: Tray A flat box. BSL is a language."]);
plainsongSearch.text(3,[
"بچے کھیل سے سیکھتے ہیں۔ Play دیکھیں۔ نوٹ یہ ایک نوٹ ہے۔ ایک دو الف ب ۱ ۲ حواشی نوٹ۔"]);
plainsongSearch.text(4,[
"Dzieci uczą się przez zabawę. Zobacz rozdział po angielsku. This part is in English."]);
plainsongSearch.text(5,[
"يتعلم الأطفال باللعب. الدليل"]);
