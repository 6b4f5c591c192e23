namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>The digest of content is not the announced one.</summary>
    public const string DigestMismatch = "TB2101";

    /// <summary>The length of content is not the announced one, or a file changed while it was read.</summary>
    public const string LengthMismatch = "TB2102";

    /// <summary>A file was changed since the work with it began.</summary>
    public const string FileChanged = "TB2103";

    /// <summary>A structure ends before its last field.</summary>
    public const string Truncated = "TB4001";

    /// <summary>A length, count or depth is over the limit of its reader.</summary>
    public const string LimitExceeded = "TB4002";

    /// <summary>A part of an image would lie over another part.</summary>
    public const string PartsOverlap = "TB5001";

    /// <summary>A part of an image reaches beyond its end.</summary>
    public const string PartOutOfBounds = "TB5002";

    /// <summary>A value does not fit its field.</summary>
    public const string FieldOverflow = "TB5003";

    /// <summary>An output file or its folder cannot be written, or a folder for temporary files cannot be deleted.</summary>
    public const string OutputNotWritable = "TB6001";

    /// <summary>There is no space left for an output.</summary>
    public const string NoSpaceLeft = "TB6002";

    /// <summary>An input file cannot be read.</summary>
    public const string InputNotReadable = "TB6003";

    /// <summary>A folder whose content is believed can be written by others.</summary>
    public const string FolderNotPrivate = "TB6004";
}
