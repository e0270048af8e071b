/* What lib/text/diff/diff.h promises of every result, for the unit tests and the fuzz target. */
#pragma once
#include "text/diff/diff.h"

/* NULL when the promises hold, else a sentence that says which does not. The caller owns it. */
char *diff_check(const PsgDiff *diff);

/* The same for two results, of which the second compared the same texts the other way round. */
char *diff_check_mirror(const PsgDiff *diff, const PsgDiff *mirror);

/* The steps of all pairs as lines of text: what changed, `[-gone-]{+new+}`. Unchanged ones are left
 * out. The caller owns it. */
char *diff_print(const PsgDiff *diff);
