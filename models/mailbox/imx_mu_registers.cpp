// SPDX-License-Identifier: BSD-3-Clause
#include "models/mailbox/imx_mu_registers.h"

namespace ampsim::models {

namespace {

constexpr std::uint64_t bank_size = 0x10000; // the slot of an MU on the i.MX8M's bus

constexpr Numbers words{0, ImxMuSide::channels - 1};

constexpr std::uint32_t bit_if(bool condition, unsigned position) {
    return condition ? std::uint32_t{1} << position : 0;
}

/// Version 1: a status and a control register hold everything, four bits for each purpose, channel
/// 0 topmost.
class RegistersV1 : public ImxMuRegisters {
public:
    struct Offsets {
        std::uint64_t transmit;
        std::uint64_t received;
        std::uint64_t status;
        std::uint64_t control;
    };
    static constexpr Offsets imx6sx{0x00, 0x10, 0x20, 0x24};
    static constexpr Offsets imx7ulp{0x20, 0x40, 0x60, 0x64};

    RegistersV1(const std::string& name, ImxMuSide& its_side, RegisterLatency latency,
                const Offsets& at)
        : ImxMuRegisters(name, its_side, latency),
          tr(bank, "TR", words, at.transmit, Access::write_only),
          rr(bank, "RR", words, at.received, Access::read_only),
          sr(bank, "SR", at.status, Access::write_one_to_clear), cr(bank, "CR", at.control) {
        carry_words(tr, rr);
        sr.shows([this] { return status(); }).on_write([this](std::uint32_t written) {
            side.clear_doorbells(channels_at(written, sr_gip));
        });
        cr.shows([this] { return control(); }).on_write([this](std::uint32_t written) {
            set_control(written);
        });
    }

    RegisterArray tr;
    RegisterArray rr;
    Register sr;
    Register cr;

private:
    static constexpr unsigned sr_gip = 28; // lowest bit of a group of four
    static constexpr unsigned sr_rf = 24;
    static constexpr unsigned sr_te = 20;
    static constexpr unsigned sr_fup = 8;
    static constexpr unsigned sr_rs = 7;
    static constexpr unsigned sr_ep = 4;
    static constexpr unsigned cr_gie = 28;
    static constexpr unsigned cr_rie = 24;
    static constexpr unsigned cr_tie = 20;
    static constexpr unsigned cr_gir = 16;
    static constexpr std::uint32_t cr_mur = 1U << 5;

    static constexpr std::uint32_t reversed(std::uint32_t mask) {
        return (mask & 1) << 3 | (mask & 2) << 1 | (mask & 4) >> 1 | (mask & 8) >> 3;
    }
    static constexpr std::uint32_t group(std::uint32_t channels, unsigned lowest) {
        return reversed(channels) << lowest;
    }
    static constexpr std::uint32_t channels_at(std::uint32_t bits, unsigned lowest) {
        return reversed(bits >> lowest & ImxMuSide::all_channels);
    }

    std::uint32_t status() const {
        return group(side.doorbells_pending(), sr_gip) | group(side.receive_full(), sr_rf) |
               group(side.transmit_empty(), sr_te) | bit_if(side.flags_in_transit(), sr_fup) |
               bit_if(side.reset_in_transit(), sr_rs) | bit_if(side.event_in_transit(), sr_ep) |
               side.received_flags();
    }

    std::uint32_t control() const {
        const ImxMuSide::Enables& enables = side.enables();
        return group(enables.doorbell, cr_gie) | group(enables.receive, cr_rie) |
               group(enables.transmit, cr_tie) | group(side.doorbells_rung(), cr_gir) |
               side.own_flags();
    }

    void set_control(std::uint32_t written) {
        if ((written & cr_mur) != 0) {
            side.reset_unit();
            return;
        }
        side.enable({channels_at(written, cr_tie), channels_at(written, cr_rie),
                     channels_at(written, cr_gie)});
        side.set_flags(written & ImxMuSide::all_flags);
        side.ring_doorbells(channels_at(written, cr_gir));
    }
};

/// Version 2: a register for each purpose, channel 0 lowest.
class RegistersV2 : public ImxMuRegisters {
public:
    RegistersV2(const std::string& name, ImxMuSide& its_side, RegisterLatency latency)
        : ImxMuRegisters(name, its_side, latency) {
        carry_words(tr, rr);
        cr.shows([] { return 0U; }).on_write([this](std::uint32_t written) {
            if ((written & cr_mur) != 0) {
                side.reset_unit();
            }
        });
        sr.shows([this] { return status(); });
        fcr.shows([this] { return side.own_flags(); }).on_write([this](std::uint32_t written) {
            side.set_flags(written & ImxMuSide::all_flags);
        });
        fsr.shows([this] { return side.received_flags(); });

        enables(gier, &ImxMuSide::Enables::doorbell);
        gcr.shows([this] { return side.doorbells_rung(); }).on_write([this](std::uint32_t written) {
            side.ring_doorbells(written);
        });
        gsr.shows([this] { return side.doorbells_pending(); })
            .on_write([this](std::uint32_t written) { side.clear_doorbells(written); });
        enables(tcr, &ImxMuSide::Enables::transmit);
        tsr.shows([this] { return side.transmit_empty(); });
        enables(rcr, &ImxMuSide::Enables::receive);
        rsr.shows([this] { return side.receive_full(); });
    }

    Register ver{bank, "VER", 0x000, Access::read_only};
    Register par{bank, "PAR", 0x004, Access::read_only, 0x03040404}; // flags, doorbells, RR, TR
    Register cr{bank, "CR", 0x008};
    Register sr{bank, "SR", 0x00c, Access::read_only};
    Register fcr{bank, "FCR", 0x100};
    Register fsr{bank, "FSR", 0x104, Access::read_only};
    Register gier{bank, "GIER", 0x110};
    Register gcr{bank, "GCR", 0x114};
    Register gsr{bank, "GSR", 0x118, Access::write_one_to_clear};
    Register tcr{bank, "TCR", 0x120};
    Register tsr{bank, "TSR", 0x124, Access::read_only};
    Register rcr{bank, "RCR", 0x128};
    Register rsr{bank, "RSR", 0x12c, Access::read_only};
    RegisterArray tr{bank, "TR", words, 0x200, Access::write_only};
    RegisterArray rr{bank, "RR", words, 0x280, Access::read_only};

private:
    static constexpr std::uint32_t cr_mur = 1U << 0;
    static constexpr unsigned sr_murs = 0;
    static constexpr unsigned sr_ep = 2;
    static constexpr unsigned sr_fup = 3;
    static constexpr unsigned sr_girp = 4;
    static constexpr unsigned sr_tep = 5;
    static constexpr unsigned sr_rfp = 6;

    std::uint32_t status() const {
        return bit_if(side.reset_in_transit(), sr_murs) | bit_if(side.event_in_transit(), sr_ep) |
               bit_if(side.flags_in_transit(), sr_fup) |
               bit_if(side.enabled_doorbells() != 0, sr_girp) |
               bit_if(side.enabled_transmit() != 0, sr_tep) |
               bit_if(side.enabled_receive() != 0, sr_rfp);
    }

    void enables(Register& control, std::uint32_t ImxMuSide::Enables::*which) {
        control.shows([this, which] { return side.enables().*which; });
        control.on_write([this, which](std::uint32_t written) {
            ImxMuSide::Enables changed = side.enables();
            changed.*which = written & ImxMuSide::all_channels;
            side.enable(changed);
        });
    }
};

} // namespace

ImxMuRegisters::ImxMuRegisters(const std::string& name, ImxMuSide& its_side,
                               RegisterLatency latency)
    : bank(name, bank_size, {}, latency), side(its_side) {
    bank.before_each_access([this] { side.settle(); });
}

void ImxMuRegisters::carry_words(RegisterArray& transmit, RegisterArray& received) {
    transmit.on_write(
        [this](std::size_t channel, std::uint32_t word) { side.write_transmit(channel, word); });
    received.shows([this](std::size_t channel) { return side.received_word(channel); });
    received.after_read([this](std::size_t channel) { side.take_received(channel); });
}

std::unique_ptr<ImxMuRegisters> ImxMuRegisters::make(ImxMuLayout layout, const std::string& name,
                                                     ImxMuSide& side, RegisterLatency latency) {
    switch (layout) {
    case ImxMuLayout::imx6sx:
        return std::make_unique<RegistersV1>(name, side, latency, RegistersV1::imx6sx);
    case ImxMuLayout::imx7ulp:
        return std::make_unique<RegistersV1>(name, side, latency, RegistersV1::imx7ulp);
    case ImxMuLayout::imx8ulp:
        break;
    }
    return std::make_unique<RegistersV2>(name, side, latency);
}

} // namespace ampsim::models
