/* Codes of the G-Standaard and what they are here: codes.def. */
#ifndef CLAIMD_GSTANDAARD_CODES_H
#define CLAIMD_GSTANDAARD_CODES_H

enum gst_code_list {
	GST_CODE_VAT,
	GST_CODE_SUPPLY,
	GST_CODE_TARIFF,
	GST_CODE_UNIT,
	GST_CODE_ROUTE,
	GST_CODE_PREFERRED,
	GST_CODE_GVS,
};

/* Ours, or NULL: the list does not have it. Static memory. */
const char *gst_code(enum gst_code_list list, const char *code);

#endif
