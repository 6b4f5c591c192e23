using System.Text;
using TalosBoot.Archives.Tar;
using TalosBoot.Core.Content;

namespace TalosBoot.Tests.Fidelity.Descriptions;

/// <summary>Archives: container images, their layers, OVA, and disks in a sparse archive.</summary>
sealed class TarDescriber : IContentDescriber
{
    const int HeaderSize = 512;
    const int TypeOffset = 156;
    const int UserOffset = 265;
    const int GroupOffset = 297;
    const int NameLength = 32;
    const long LargestText = 1 << 20;

    static readonly string[] Texts = [".ovf", ".mf"];
    static readonly string[] Described = [".tar.gz", ".tar", ".vmdk", ".raw", ".efi"];

    public IReadOnlyList<string> Kinds { get; } = ["tar", "config"];

    public bool Matches(string name, BlobSource content) => AssetDescription.HasAt(content, 257, "ustar"u8);

    public void Describe(string name, BlobSource content, AssetDescription description)
    {
        foreach (var entry in TarReader.ReadEntries(content))
        {
            var header = AssetDescription.Bytes(content, entry.ByteOffset, HeaderSize);
            var sha = entry.Content is { } file ? AssetDescription.ShaOfAtMost(file) : string.Empty;
            description.Say(
                $"{name} tar {entry.Path} type {AssetDescription.Repr(header.AsSpan(TypeOffset, 1))} 0o{Convert.ToString(entry.Metadata.Mode, 8)} "
                + $"{entry.Metadata.UserId} {entry.Metadata.GroupId} {Name(header, UserOffset)} {Name(header, GroupOffset)} {entry.Metadata.ModifiedAt} "
                + $"{entry.Size} {entry.LinkTarget} {sha} ");
            if (entry.Content is { } member)
            {
                DescribeMember(name, entry.Path, member, description);
            }
        }
    }

    static void DescribeMember(string name, string path, BlobSource content, AssetDescription description)
    {
        var text = content.Length < LargestText ? content.ToArray() : [];
        if (path == "manifest.json" || EndsWith(path, Texts))
        {
            description.Say($"{name} text {path} {Encoding.UTF8.GetString(text).Replace("\n", "\\n", StringComparison.Ordinal)}");
        }
        else if (path.StartsWith("sha256:", StringComparison.Ordinal))
        {
            description.Say($"{name} config {Encoding.UTF8.GetString(text)}");
        }
        else if (EndsWith(path, Described))
        {
            description.Describe(content, $"{name}/{path}");
        }
        else if (path.Contains("extra-options", StringComparison.Ordinal))
        {
            description.Say($"{name} text {path} {AssetDescription.Repr(text)}");
        }
    }

    static bool EndsWith(string path, string[] suffixes) => suffixes.Any(suffix => path.EndsWith(suffix, StringComparison.Ordinal));

    static string Name(byte[] header, int offset) => $"'{Encoding.ASCII.GetString(header, offset, NameLength).TrimEnd('\0')}'";
}
