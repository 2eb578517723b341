/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Functions that do nothing: their entry addresses are where ampsim's probes see a request of the
 * remote begin and end. */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

void ampsim_served_request(unsigned id);  /* it was received */
void ampsim_served_response(unsigned id); /* its response is about to be sent */

#ifdef __cplusplus
}
#endif
