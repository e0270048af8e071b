/* The table of the group "comment". */
#include "comment_commands.h"

const Command comment_commands[] = {
        {"comment add", COMMENT_ADD_USAGE, "comment on words, a section, a chapter or a document",
                COMMENT_ADD_DESCRIPTION, COMMENT_ADD_EXAMPLES, command_comment_add, NULL},
        {"comment list", COMMENT_LIST_USAGE, "list the threads, by chapter",
                COMMENT_LIST_DESCRIPTION, COMMENT_LIST_EXAMPLES, command_comment_list, NULL},
        {NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};
