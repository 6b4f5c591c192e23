using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Ext4;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Fidelity.Descriptions;

/// <summary>ext4 volumes, as e2fsprogs sees them; their files as our reader does.</summary>
sealed class Ext4Describer : IContentDescriber
{
    public IReadOnlyList<string> Kinds { get; } = ["ext", "stat"];

    public bool Matches(string name, BlobSource content) => AssetDescription.HasAt(content, 1080, [0x53, 0xEF]);

    public void Describe(string name, BlobSource content, AssetDescription description)
    {
        using var folder = new TemporaryFolder();
        var path = folder["volume"];
        content.WriteToFileAsync(path).GetAwaiter().GetResult();
        foreach (var line in ForeignTool.Run("dumpe2fs", "-h", path).Lines)
        {
            if (line.Contains(':', StringComparison.Ordinal) && !line.StartsWith("Checksum:", StringComparison.Ordinal)
                && !line.StartsWith("Last mounted", StringComparison.Ordinal) && !line.StartsWith("Lifetime", StringComparison.Ordinal))
            {
                description.Say($"{name} ext {string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}");
            }
        }

        SayEntries(name, path, string.Empty, description);
        foreach (var (file, entry) in Ext4Reader.Read(content).Tree.Walk())
        {
            if (entry is RegularFile regular)
            {
                description.SayFile(name, file, regular.Content);
            }
        }
    }

    /// <summary>The lines of debugfs are <c>/inode/mode/user/group/name/size/</c>.</summary>
    static void SayEntries(string name, string volume, string directory, AssetDescription description)
    {
        foreach (var line in ForeignTool.Run("debugfs", "-R", $"ls -p \"/{directory}\"", volume).Lines)
        {
            var fields = line.Split('/');
            if (fields.Length < 7 || fields[5] is "" or "." or "..")
            {
                continue;
            }

            var path = directory.Length == 0 ? fields[5] : $"{directory}/{fields[5]}";
            description.Say($"{name} stat {path} ino {fields[1]} {fields[2]} {fields[3]} {fields[4]} {fields[6]}");
            if (fields[2].StartsWith("04", StringComparison.Ordinal))
            {
                SayEntries(name, volume, path, description);
            }
        }
    }
}
