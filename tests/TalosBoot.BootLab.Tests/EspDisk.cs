using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Fat;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>A disk that is one FAT volume with one boot loader.</summary>
static class EspDisk
{
    public static async Task<string> CreateAsync(TemporaryFolder folder, string loaderName, BlobSource loader)
    {
        var tree = new FileTree();
        tree.SetFile($"EFI/BOOT/{loaderName}", loader);
        var options = FatOptions.ForEfiSystemPartition(loader.Length + (64 << 20));
        var path = folder["esp.img"];
        await FatImageBuilder.Build(tree, options).WriteToFileAsync(path);
        return path;
    }
}
