plainsongSearch.text(4,[
"Dzieci uczą się przez zabawę. Zobacz rozdział po angielsku. This part is in English."]);
