/* The commands of the group "comment" and their help, for the table in comment_commands.c. */
#pragma once
#include "command.h"

extern const Command comment_commands[];

#define COMMENT_USAGE "COMMAND"
#define COMMENT_DESCRIPTION                                                                      \
    "Comments on a package: made on words, sections, chapters or documents, answered, and kept " \
    "in the repository on a branch of their own, plainsong/comments, that touches neither your " \
    "files nor your branch. A comment stays on its words while the text around them changes."
#define COMMENT_EXAMPLES                                                               \
    "  plainsong comment add play.md \"a quiet corner\" -m \"Where would this be?\"\n" \
    "  plainsong comment list\n"                                                       \
    "  plainsong comment answer 7fk2 --outcome accepted -m \"We now say where.\""

ExitCode command_comment_add(Invocation *invocation);

#define COMMENT_ADD_USAGE "WHERE [\"QUOTED WORDS\"]"
#define COMMENT_ADD_DESCRIPTION                                                                  \
    "Begins a thread. WHERE is a chapter (its file, the end of its path, or its title), with "   \
    "#HEADING for a section or :LINE for a line; or a document's id. With words quoted from "    \
    "there, as they are on the page or in the file, the comment is on these words: emphasis, "   \
    "links, line ends and kinds of quotation marks need not agree. Words that stand at several " \
    "places are shown with their surroundings, and nothing is stored: quote more of them, or "   \
    "say the line.\n\n"                                                                          \
    "Comments are on what was committed. The words of the comment come from -m, from a file, "   \
    "from a pipe, or else from your editor. Anyone in people.yaml may comment; who speaks is "   \
    "found by git's user.name and user.email, or named with --by.\n\n"                           \
    "Exit codes: 0 stored; 1 not stored, since it seems to hold personal data; 2 wrong use, or " \
    "the words stand at several places; 3 could not."
#define COMMENT_ADD_EXAMPLES                                                           \
    "  plainsong comment add play.md \"a quiet corner\" -m \"Where would this be?\"\n" \
    "  plainsong comment add play.md:14 \"may\" -m \"Must, not may.\" --kind issue\n"  \
    "  plainsong comment add play.md#turn-taking -F notes.txt\n"                       \
    "  plainsong comment add early-years -m \"Thank you for this!\" --kind praise\n"   \
    "  plainsong comment add play.md \"may\" --at early-years/v1.0 -m \"...\"   version 1.0"

ExitCode command_comment_list(Invocation *invocation);

#define COMMENT_LIST_USAGE ""
#define COMMENT_LIST_DESCRIPTION "Lists the threads."
#define COMMENT_LIST_EXAMPLES "  plainsong comment list"
