plainsongSearch.text(5,[
"يتعلم الأطفال باللعب. الدليل"]);
