/* The order in which people list names: runs of digits compare as numbers, so that "chapter 9"
 * stands before "chapter 10". */
#pragma once

/* Negative, 0 or positive as strcmp() gives. Total: names that differ never compare as equal. */
int psg_natural_compare(const char *a, const char *b);
