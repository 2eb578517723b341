/* SPDX-License-Identifier: BSD-3-Clause */
/* The page as the build of sim/report/page left it. */
    .section .rodata
    .global ampsim_report_page
    .global ampsim_report_page_end
ampsim_report_page:
    .incbin AMPSIM_REPORT_PAGE
ampsim_report_page_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
