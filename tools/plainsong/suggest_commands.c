/* The table of the group "suggest". */
#include "suggest_commands.h"

const Command suggest_commands[] = {
        {"suggest add", SUGGEST_ADD_USAGE, "propose another wording for words of the text",
                SUGGEST_ADD_DESCRIPTION, SUGGEST_ADD_EXAMPLES, command_suggest_add, NULL},
        {"suggest list", SUGGEST_LIST_USAGE, "list the suggestions with what would change",
                SUGGEST_LIST_DESCRIPTION, SUGGEST_LIST_EXAMPLES, command_suggest_list, NULL},
        {"suggest accept", SUGGEST_ACCEPT_USAGE, "take a suggestion into the text as a commit",
                SUGGEST_ACCEPT_DESCRIPTION, SUGGEST_ACCEPT_EXAMPLES, command_suggest_accept, NULL},
        {"suggest decline", SUGGEST_DECLINE_USAGE, "decline a suggestion, with the reason",
                SUGGEST_DECLINE_DESCRIPTION, SUGGEST_DECLINE_EXAMPLES, command_suggest_decline,
                NULL},
        {NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};
