using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Tests;

/// <summary>Layers in short: <c>a/</c> is a directory, <c>a=text</c> a file, <c>a->target</c> a symbolic link and <c>a=>target</c> a hard link.</summary>
static class Layer
{
    public static byte[] Of(params string[] members)
    {
        var builder = new TarArchiveBuilder();
        foreach (var member in members)
        {
            if (member.Split("=>") is [var hardLink, var linked])
            {
                builder.AddHardLink(hardLink, linked, FileMetadata.DefaultFile);
            }
            else if (member.Split("->") is [var symbolicLink, var target])
            {
                builder.Add(symbolicLink, new SymbolicLink(target));
            }
            else if (member.Split('=') is [var file, var text])
            {
                builder.Add(file, new RegularFile(BlobSource.FromText(text)));
            }
            else
            {
                builder.Add(member, member.EndsWith('/') ? new DirectoryNode() : new RegularFile(BlobSource.FromText("")));
            }
        }

        return builder.Build().ToArray();
    }

    /// <summary>What <see cref="Of"/> would make of a tree; files and links only, and directories that hold nothing.</summary>
    public static string[] Text(FileTree tree) => [.. tree.Walk().Select(item => item.Entry switch
    {
        RegularFile file => $"{item.Path}={System.Text.Encoding.UTF8.GetString(file.Content.ToArray())}",
        SymbolicLink link => $"{item.Path}->{link.Target}",
        _ => $"{item.Path}/",
    })];
}
