using System.Security.Cryptography;
using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.FileSystems.Tests.Volumes;

/// <summary>A tree as lines of text, one for each name, for comparisons with readable differences. Holes cost no time.</summary>
static class VolumeText
{
    const int BlockSize = 4096;

    public static string[] Of(FileTree tree, bool withLinks = true)
    {
        var seen = new Dictionary<FileTreeEntry, string>(ReferenceEqualityComparer.Instance);
        return [Line("", tree.Root), .. tree.Walk().Select(item => Line(item.Path, item.Entry))];

        string Line(string path, FileTreeEntry entry)
        {
            if (!seen.TryAdd(entry, path) && withLinks)
            {
                return $"/{path} = /{seen[entry]}";
            }

            var metadata = entry.Metadata;
            var line = new StringBuilder(
                $"/{path} {Convert.ToString(metadata.Mode, 8)} {metadata.UserId}:{metadata.GroupId} {metadata.ModifiedAt}");
            line.Append(entry switch
            {
                DirectoryNode => " directory",
                RegularFile file => $" {file.Content.Length} {Fingerprint(file.Content)}",
                SymbolicLink link => $" -> {link.Target}",
                SpecialFile special => $" {special.Kind} {special.DeviceMajor},{special.DeviceMinor}",
                _ => " ?",
            });
            foreach (var (name, value) in metadata.ExtendedAttributes)
            {
                line.Append($" {name}={Convert.ToHexString(SHA256.HashData([.. value]))[..16]}/{value.Length}");
            }

            return line.ToString();
        }
    }

    /// <summary>A digest of the blocks that are not zero, and of their places.</summary>
    public static string Fingerprint(BlobSource content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var next = 0L;
        var buffer = new byte[BlockSize];
        foreach (var extent in content.Extents)
        {
            for (var offset = Math.Max(next, extent.Offset / BlockSize * BlockSize); offset < extent.End; offset += BlockSize)
            {
                var block = buffer.AsSpan(0, (int)Math.Min(BlockSize, content.Length - offset));
                content.Read(offset, block);
                if (block.ContainsAnyExcept((byte)0))
                {
                    hash.AppendData(BitConverter.GetBytes(offset));
                    hash.AppendData(block);
                }

                next = offset + BlockSize;
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }
}
