namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>Content is not a SquashFS 4.0 image.</summary>
    public const string SquashFsNotRecognised = "TB4340";

    /// <summary>An image is compressed with a codec that is not read.</summary>
    public const string SquashFsCodecUnsupported = "TB4341";

    /// <summary>A table, inode or listing of an image contradicts itself or points outside.</summary>
    public const string SquashFsInvalid = "TB4342";

    /// <summary>A compressed block of an image cannot be decompressed, or has another length than it should.</summary>
    public const string SquashFsBlockDamaged = "TB4343";
}
