using System.Formats.Tar;
using TalosBoot.Testing;

namespace TalosBoot.Fuzz.Targets;

/// <summary>Archives that .NET's own writer makes, in each of its formats.</summary>
static class ForeignTars
{
    public static IEnumerable<byte[]> All => new[] { TarEntryFormat.Ustar, TarEntryFormat.Pax, TarEntryFormat.Gnu, TarEntryFormat.V7 }.Select(Of);

    static byte[] Of(TarEntryFormat format)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, format, leaveOpen: true))
        {
            foreach (var (name, kind) in new[]
            {
                ("folder", TarEntryType.Directory), ("folder/file", format == TarEntryFormat.V7 ? TarEntryType.V7RegularFile : TarEntryType.RegularFile),
                (format is TarEntryFormat.Pax or TarEntryFormat.Gnu ? new string('l', 150) : "long", TarEntryType.SymbolicLink), ("hard", TarEntryType.HardLink),
            })
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.V7 => new V7TarEntry(kind, name),
                    TarEntryFormat.Ustar => new UstarTarEntry(kind, name),
                    TarEntryFormat.Pax => new PaxTarEntry(kind, name, new Dictionary<string, string> { ["SCHILY.xattr.user.a"] = "b" }),
                    _ => new GnuTarEntry(kind, name),
                };
                if (kind is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                {
                    entry.LinkName = "folder/file";
                }
                else if (kind != TarEntryType.Directory)
                {
                    entry.DataStream = new MemoryStream(TestBytes.Text(700));
                }

                writer.WriteEntry(entry);
            }
        }

        return archive.ToArray();
    }
}
