plainsongSearch.text(1,[
"",
"Who What How often A child digs 2 A parent watches 3 Dig, pour and wait go on. H2O is in the tray; press Enter. More ideas Water Rice",
"one two A tray tray in a line, and a note used twice, with www.example.org behind it.",
"Fill Pour slowly again",
"Children learn by doing. Notes Warm water is best."]);
