using System.Buffers.Binary;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.FileSystems.SquashFs.Codecs;
using TalosBoot.FileSystems.SquashFs.OnDisk;
using TalosBoot.FileSystems.SquashFs.Writing;

namespace TalosBoot.FileSystems.SquashFs;

/// <summary>
/// Makes a SquashFS 4.0 image of a tree: laid out as <c>mksquashfs</c> lays it out, with fragments, duplicate files stored once, an export
/// table, and an index in large directories. The same tree and options give the same bytes, with any number of threads.
/// </summary>
/// <remarks>
/// <para>Memory: the inodes, listings and tables are held until they are written. Of the contents, at most 4 blocks for each thread and one
/// that is being read are held, and each thread has a buffer of one block and the state of its compressor: for 128 KiB blocks and 8 threads
/// about 5 MiB beside the compressors.</para>
/// <para>Squashfs holds extended attributes of the namespaces <c>user</c>, <c>trusted</c> and <c>security</c>. Others are left out.
/// Times before 1970 become 1970. Whether a content has holes makes no difference: every block of zeros is stored as one.</para>
/// </remarks>
/// <param name="tree">The tree. It must not change before the image is made. One entry under several names becomes a hard link.</param>
/// <param name="options">How the image is made; null for the defaults.</param>
public sealed class SquashFsImageBuilder(FileTree tree, SquashFsOptions? options = null)
{
    /// <summary>The head of a metadata block that is stored as it is.</summary>
    const int MetadataHeadSize = 2;

    readonly FileTree _tree = tree ?? throw new ArgumentNullException(nameof(tree));
    readonly SquashFsOptions _options = options ?? new SquashFsOptions();

    /// <summary>Makes the image.</summary>
    /// <param name="spool">Keeps it, since its length is known only afterwards. The image can be read until the spool is disposed.</param>
    /// <param name="context">Is told how many bytes of the contents are done, in the stage <see cref="BuildStage.Squash"/>, and gives threads and memory; null for one of its own.</param>
    /// <param name="cancellationToken">Stops the work between two blocks.</param>
    /// <returns>The image. It is known not to shrink, unless it is made without compression.</returns>
    /// <exception cref="ArgumentException">The options are out of their range, or a directory is in the tree twice.</exception>
    /// <exception cref="Core.Diagnostics.LayoutException">Something in the tree is more than the format can hold (TB5003): the message names it.</exception>
    public async Task<BlobSource> BuildAsync(
        ContentSpool spool, BuildContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spool);
        _options.Validate();
        using var codec = SquashFsCodecs.Create(_options);
        return await BuildAsync(codec, spool, context ?? new BuildContext(), cancellationToken).ConfigureAwait(false);
    }

    internal async Task<BlobSource> BuildAsync(
        SquashFsCodec codec, ContentSpool spool, BuildContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var plan = TreePlan.Create(_tree, cancellationToken);
        var contents = await DuplicateFinder.UniteAsync(plan, context.Budget, cancellationToken).ConfigureAwait(false);
        using var report = context.Begin(BuildStage.Squash, _options.Name, contents.Sum(file => file.Content.Length));

        var head = new byte[Superblock.Size + (codec.Options.IsEmpty ? 0 : MetadataHeadSize + codec.Options.Length)];
        var kind = codec.StoresAll ? ContentKind.Data : ContentKind.Compressed;
        var body = await spool.WriteAsync(kind, async (output, token) =>
        {
            var blocks = new BlockWriter(output, head.Length, codec, _options.BlockSize, report);
            await blocks.RunAsync(contents, context.Budget, token).ConfigureAwait(false);
            new SquashFsTables(codec, _options, plan, output).Write(blocks.Position, blocks.Fragments, token).Write(head);
        }, cancellationToken).ConfigureAwait(false);

        report.Complete();
        if (!codec.Options.IsEmpty)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(
                head.AsSpan(Superblock.Size), (ushort)(codec.Options.Length | MetadataWriter.StoredBit));
            codec.Options.CopyTo(head.AsSpan(Superblock.Size + MetadataHeadSize));
        }

        var image = BlobSource.Concat(BlobSource.FromBytes(head), body);
        return codec.StoresAll ? image : image.AsCompressed();
    }
}
