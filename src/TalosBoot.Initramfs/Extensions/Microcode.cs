using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>CPU microcode, as pieces in order.</summary>
/// <param name="Intel">That of Intel.</param>
/// <param name="Amd">That of AMD.</param>
internal sealed record Microcode(IReadOnlyList<BlobSource> Intel, IReadOnlyList<BlobSource> Amd)
{
    public static Microcode None { get; } = new([], []);

    /// <summary>The same, out of an extension that will not be kept.</summary>
    public async ValueTask<Microcode> KeepAsync(ContentSpool spool, CancellationToken cancellationToken) => new(
        await KeepAsync(Intel, spool, cancellationToken).ConfigureAwait(false), await KeepAsync(Amd, spool, cancellationToken).ConfigureAwait(false));

    static async ValueTask<IReadOnlyList<BlobSource>> KeepAsync(
        IReadOnlyList<BlobSource> parts, ContentSpool spool, CancellationToken cancellationToken) =>
        parts.Count == 0
            ? []
            :
            [
                await spool.WriteAsync(
                    ContentKind.Data,
                    async (output, token) => await BlobSource.Concat(parts).WriteToStreamAsync(output, cancellationToken: token).ConfigureAwait(false),
                    cancellationToken).ConfigureAwait(false),
            ];
}
