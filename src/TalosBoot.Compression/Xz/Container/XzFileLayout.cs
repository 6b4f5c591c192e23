namespace TalosBoot.Compression.Xz.Container;

/// <summary>How the xz program lays out a stream, which depends on whether it is ready for several threads.</summary>
internal enum XzFileLayout
{
    /// <summary>One block, whose header names no length: one thread, as versions before 5.6 work when nothing else is asked of them.</summary>
    OneBlock,

    /// <summary>
    /// Blocks of three dictionaries, but no less than 1 MiB, whose headers name both lengths: several threads, the default of versions from 5.6 on.
    /// </summary>
    SizedBlocks,
}
