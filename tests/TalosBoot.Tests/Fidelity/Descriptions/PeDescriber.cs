using System.Buffers.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Tests.Fidelity.Descriptions;

/// <summary>PE programs: systemd-boot, UKIs, loaders; and kernels that only begin like one.</summary>
sealed class PeDescriber : IContentDescriber
{
    const int OptionalHeaderShown = 112;

    static readonly string[] Texts = [".osrel", ".cmdline", ".uname", ".sbat", ".profile", ".pcrpkey", ".pcrsig"];

    public IReadOnlyList<string> Kinds { get; } = ["pe", "section", "sectext", "mz"];

    public bool Matches(string name, BlobSource content) => AssetDescription.HasAt(content, 0, "MZ"u8);

    public void Describe(string name, BlobSource content, AssetDescription description)
    {
        var head = AssetDescription.Bytes(content, 0, 4096);
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(60));
        if (offset + 24 > head.Length || !head.AsSpan((int)offset, 4).SequenceEqual("PE\0\0"u8))
        {
            description.Say($"{name} mz data {content.Length} {AssetDescription.Sha(content)}");
            return;
        }

        var image = PeImage.Read(content);
        var optional = head.AsSpan((int)offset + 24, OptionalHeaderShown);
        description.Say(
            $"{name} pe machine 0x{image.Machine:x} sections {image.Sections.Count} time {image.TimeDateStamp} chars 0x{image.Characteristics:x} "
            + $"opt {Convert.ToHexStringLower(optional)}");
        description.Say($"{name} pe certs {image.DataDirectories[4].Size}");
        foreach (var (index, section) in image.Sections.Index())
        {
            description.Say(
                $"{name} section {index} {section.Name} vs 0x{section.VirtualSize:x} va 0x{section.VirtualAddress:x} rs 0x{section.RawSize:x} "
                + $"ro 0x{section.RawOffset:x} 0x{section.Characteristics:x} {AssetDescription.Sha(section.Content)}");
            if (Texts.Contains(section.Name))
            {
                description.Say($"{name} sectext {index} {section.Name} {AssetDescription.Repr(section.Content.ToArray())}");
            }

            if (section.Name == ".initrd")
            {
                description.Describe(section.Content, $"{name}:.initrd#initramfs");
            }
        }
    }
}
