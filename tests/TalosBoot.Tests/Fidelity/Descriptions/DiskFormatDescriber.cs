using System.Buffers.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Disks.Qcow2;
using TalosBoot.Disks.Vmdk;

namespace TalosBoot.Tests.Fidelity.Descriptions;

/// <summary>Disks in a format of a virtual machine: what the format's head says, and the disk.</summary>
sealed class DiskFormatDescriber : IContentDescriber
{
    const int VhdFooterLength = 512;
    const int VhdFooterShown = 84;
    const int VmdkHeaderShown = 80;
    const int VmdkDescriptorLength = 1536;

    public IReadOnlyList<string> Kinds { get; } = ["qcow2", "vhd", "vmdk"];

    public bool Matches(string name, BlobSource content) => IsQcow2(content) || IsVmdk(content) || IsVhd(content);

    public void Describe(string name, BlobSource content, AssetDescription description)
    {
        var disk = IsQcow2(content) ? Qcow2(name, content, description)
            : IsVmdk(content) ? Vmdk(name, content, description)
            : Vhd(name, content, description);
        description.Describe(disk, $"{name}>raw");
    }

    static BlobSource Qcow2(string name, BlobSource content, AssetDescription description)
    {
        var head = AssetDescription.Bytes(content, 0, 32);
        description.Say(
            $"{name} qcow2 v {BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4))} clusterbits {BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(20))} "
            + $"size {BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(24))}");
        return Qcow2Reader.Open(content);
    }

    static BlobSource Vmdk(string name, BlobSource content, AssetDescription description)
    {
        description.Say($"{name} vmdk header {Convert.ToHexStringLower(AssetDescription.Bytes(content, 0, VmdkHeaderShown))}");
        description.Say($"{name} vmdk descriptor {AssetDescription.Repr(AssetDescription.Bytes(content, 512, VmdkDescriptorLength).AsSpan().TrimEnd((byte)0))}");
        return VmdkReader.Open(content);
    }

    /// <summary>A fixed image: the disk, and a footer.</summary>
    static BlobSource Vhd(string name, BlobSource content, AssetDescription description)
    {
        var footer = AssetDescription.Bytes(content, content.Length - VhdFooterLength, VhdFooterShown);
        description.Say($"{name} vhd footer {Convert.ToHexStringLower(footer)}");
        return content.Slice(0, content.Length - VhdFooterLength);
    }

    static bool IsQcow2(BlobSource content) => AssetDescription.HasAt(content, 0, [(byte)'Q', (byte)'F', (byte)'I', 0xFB]);

    static bool IsVmdk(BlobSource content) => AssetDescription.HasAt(content, 0, "KDMV"u8);

    static bool IsVhd(BlobSource content) => content.Length > VhdFooterLength && AssetDescription.HasAt(content, content.Length - VhdFooterLength, "conectix"u8);
}
