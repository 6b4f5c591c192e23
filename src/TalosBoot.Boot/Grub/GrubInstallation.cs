using System.Collections.Concurrent;
using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Xz.Container;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;

namespace TalosBoot.Boot.Grub;

/// <summary>
/// What <c>grub-mkrescue --compress=xz</c> copies of a folder onto an ISO: GRUB reads each file through its xz module (docs/formats/grub.md).
/// </summary>
internal static class GrubInstallation
{
    /// <summary>GRUB's reader of xz files knows no checks but CRC-32, and is built with small dictionaries in mind.</summary>
    const int DictionarySize = 128 * 1024;

    // The file that a compressor writes to is made executable, and keeps that.
    const int Mode = 0x1ED;

    static readonly string[] OtherFiles =
    [
        "command.lst", "crypto.lst", "efiemu32.o", "efiemu64.o", "fs.lst", "moddep.lst", "modinfo.sh", "partmap.lst", "parttool.lst", "terminal.lst",
        "video.lst",
    ];

    // GRUB of that version came with the first xz that is ready for several threads.
    static readonly Version FirstWithSizedBlocks = new(2, 12);

    /// <summary>The folder of modules as it lies on an ISO.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="budget">Squeezes the files.</param>
    /// <param name="cache">Remembers the result; null for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static Task<DirectoryNode> CompressAsync(
        GrubModuleFolder folder, WorkBudget budget, ContentCache? cache, CancellationToken cancellationToken) => CompressAsync(
            folder.Directory.Children.Keys
                .Where(name => name.EndsWith(".mod", StringComparison.Ordinal) || OtherFiles.Contains(name, StringComparer.Ordinal))
                .Where(folder.Contains)
                .Select(name => (name, folder.Read(name))),
            folder.Version, budget, cache, cancellationToken);

    /// <summary>Files as they lie on an ISO, in a directory.</summary>
    /// <param name="files">The files, by name.</param>
    /// <param name="version">The version of GRUB.</param>
    /// <param name="budget">Squeezes the files.</param>
    /// <param name="cache">Remembers the result; null for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<DirectoryNode> CompressAsync(
        IEnumerable<(string Name, byte[] Content)> files, Version version, WorkBudget budget, ContentCache? cache, CancellationToken cancellationToken)
    {
        var plain = files.ToArray();
        var layout = version < FirstWithSizedBlocks ? XzFileLayout.OneBlock : XzFileLayout.SizedBlocks;
        if (cache is null)
        {
            return await CompressAsync(plain, layout, budget, cancellationToken).ConfigureAwait(false);
        }

        // Builds that begin at the same time on a cold cache wait for the first of them: these files take the processor a second.
        using var turn = await cache.TakeTurnAsync(KeyOf(plain, layout), budget, cancellationToken).ConfigureAwait(false);
        if (turn.Found is { } remembered)
        {
            return CpioReader.ReadTree(remembered, cancellationToken: cancellationToken).Root;
        }

        var made = await CompressAsync(plain, layout, budget, cancellationToken).ConfigureAwait(false);
        turn.Keep(CpioArchive.Plan(new FileTree(made), cancellationToken: cancellationToken), cancellationToken);
        return made;
    }

    static async Task<DirectoryNode> CompressAsync(
        (string Name, byte[] Content)[] plain, XzFileLayout layout, WorkBudget budget, CancellationToken cancellationToken)
    {
        var compressed = new byte[plain.Length][];
        var encoders = new ConcurrentBag<XzFileCompressor>();
        await budget.ForEachAsync(Enumerable.Range(0, plain.Length), Compress, cancellationToken).ConfigureAwait(false);
        var result = new DirectoryNode();
        for (var index = 0; index < plain.Length; index++)
        {
            result.Set(plain[index].Name, new RegularFile(BlobSource.FromBytes(compressed[index]), FileMetadata.DefaultFile with { Mode = Mode }));
        }

        return result;

        void Compress(int index, CancellationToken token)
        {
            var encoder = encoders.TryTake(out var idle) ? idle : new XzFileCompressor(DictionarySize, XzCheck.None, layout);
            compressed[index] = encoder.Compress(plain[index].Content, token);
            encoders.Add(encoder);
        }
    }

    static Digest KeyOf((string Name, byte[] Content)[] files, XzFileLayout layout)
    {
        var lines = files.Select(file => $"{file.Name} {Digest.Sha256(file.Content)}");
        return Digest.Sha256(System.Text.Encoding.UTF8.GetBytes($"TalosBoot GRUB files, xz, 2, {layout}\n{string.Join('\n', lines)}"));
    }
}
