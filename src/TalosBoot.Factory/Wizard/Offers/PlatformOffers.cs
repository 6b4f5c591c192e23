using TalosBoot.Factory.Releases;

namespace TalosBoot.Factory.Wizard.Offers;

/// <summary>The platforms of the wizard, in upstream's order (docs/formats/wizard.md). A new platform is a new row.</summary>
internal static class PlatformOffers
{
    const BootMethods DiskAndIso = BootMethods.Disk | BootMethods.Iso;
    const BootMethods All = DiskAndIso | BootMethods.Pxe;

    static readonly string[] Amd64 = ["amd64"];

    public static PlatformOffer Metal { get; } = new("metal", "Metal", "raw.zst") { Methods = All, HasSecureBoot = true };

    public static IReadOnlyList<PlatformOffer> Clouds { get; } =
    [
        new("aws", "Amazon Web Services", "raw.xz"),
        new("gcp", "Google Cloud", "raw.tar.gz"),
        new("equinixMetal", "Equinix Metal", string.Empty) { Methods = BootMethods.Pxe },
        new("azure", "Microsoft Azure", "vhd.xz") { HasSecureBoot = true },
        new("digital-ocean", "DigitalOcean", "raw.gz") { Architectures = Amd64 },
        new("nocloud", "NoCloud", "raw.xz") { NoteKey = "platform.nocloud", Methods = All, HasSecureBoot = true },
        new("openstack", "OpenStack", "raw.xz") { Methods = All },
        new("vmware", "VMware", "ova") { Methods = DiskAndIso },
        new("akamai", "Akamai", "raw.gz") { Architectures = Amd64, MinimumVersion = "1.7.0" },
        new("cloudstack", "Apache CloudStack", "raw.gz") { HasSecureBoot = true, MinimumVersion = "1.8.0-alpha.2" },
        new("hcloud", "Hetzner Cloud", "raw.xz") { Architectures = Amd64 },
        new("oracle", "Oracle Cloud", "qcow2"),
        new("upcloud", "UpCloud", "raw.xz") { Architectures = Amd64 },
        new("vultr", "Vultr", string.Empty) { Methods = BootMethods.Iso | BootMethods.Pxe, Architectures = Amd64 },
        new("exoscale", "Exoscale", "qcow2") { MinimumVersion = "1.3.0" },
        new("opennebula", "OpenNebula", "raw.zst") { Methods = DiskAndIso, MinimumVersion = "1.7.0" },
        new("scaleway", "Scaleway", "raw.zst") { Methods = DiskAndIso },
        new("alibabacloud", "Alibaba Cloud", "qcow2") { MinimumVersion = "1.14.0-beta.2" },
    ];

    public static IEnumerable<PlatformOffer> For(SemanticVersion version) => Clouds.Where(offer => offer.IsOfferedFor(version));

    public static PlatformOffer? Find(string name) => name == Metal.Name ? Metal : Clouds.FirstOrDefault(offer => offer.Name == name);
}
