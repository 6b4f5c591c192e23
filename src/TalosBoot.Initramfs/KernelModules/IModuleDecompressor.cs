using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs.KernelModules;

/// <summary>Opens modules that are stored in compressed form.</summary>
internal interface IModuleDecompressor
{
    /// <summary>How the names of such modules end, behind <c>.ko</c>: <c>.xz</c>, <c>.zst</c> or <c>.gz</c>.</summary>
    string Suffix { get; }

    /// <summary>The module itself.</summary>
    /// <param name="compressed">The file.</param>
    /// <param name="maximumLength">The largest length that is accepted, in bytes.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.Diagnostics.TalosBootException">The file is damaged, or the module is too large.</exception>
    BlobSource Decompress(BlobSource compressed, long maximumLength, CancellationToken cancellationToken);
}
