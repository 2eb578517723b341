// SPDX-License-Identifier: BSD-3-Clause
//
// The service of files: those below one directory. A path is walked name by name from there, ".."
// is refused and symbolic links are not followed, so none leads out.
#pragma once

#include "models/virtio/host_file.h"
#include "platforms/guests/linux/served/session.h"

namespace ampsim::served {

using models::virtio::HostFile;

class Files : public Service {
public:
    /// Throws BackEndError when there is no such directory.
    Files(Session& session, const std::string& directory, bool read_only);

    std::uint8_t number() const override { return service_files; }
    void receive(const Message& message) override;
    void begin() override { handles_.clear(); }
    std::size_t handles() const { return handles_.size(); } ///< that are open

private:
    /// A directory, and a name in it; "." for the root itself.
    struct Place {
        HostFile directory;
        std::string name;
    };
    struct Refused {
        std::uint8_t status;
    };

    Bytes serve(const Message& message);
    Bytes open(BodyReader body);
    Bytes read(BodyReader body);
    Bytes write(BodyReader body);
    Bytes close(BodyReader body);
    Bytes stat(BodyReader body) const;
    Bytes list(BodyReader body) const;
    Bytes remove(BodyReader body) const;
    Place find(const std::string& path) const;
    const HostFile& handle(std::uint32_t number) const;

    Session& session_;
    HostFile root_;
    bool read_only_;
    std::map<std::uint32_t, HostFile> handles_;
    std::uint32_t last_handle_ = 0;
};

} // namespace ampsim::served
