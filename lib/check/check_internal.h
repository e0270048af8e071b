/* The rules of lib/check. Each adds its findings. */
#pragma once
#include "check/check.h"
#include "project/package.h"
#include "review/review.h"

/* Personal data in what is published: chapters, glossary and plainsong.yaml, but for the address
 * and the words that plainsong.yaml itself gives to those who want to be involved. */
void psg_check_personal(const PsgPackage *package, PsgSnapshot *snapshot, PsgFindings *findings);

/* The same in comments. */
void psg_check_comments(const PsgReview *review, PsgFindings *findings);
