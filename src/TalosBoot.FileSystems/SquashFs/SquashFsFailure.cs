using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.SquashFs;

/// <summary>The failures of the reader.</summary>
internal static class SquashFsFailure
{
    public const string Format = "squashfs";

    public static ImageFormatException NotRecognised(string message) => new(DiagnosticIds.SquashFsNotRecognised, Format, 0, message);

    public static ImageFormatException Invalid(long position, string message) =>
        new(DiagnosticIds.SquashFsInvalid, Format, position, $"{message} The image is damaged.");

    public static ImageFormatException Damaged(long position, string message, Exception? cause = null) =>
        new(DiagnosticIds.SquashFsBlockDamaged, Format, position, $"{message} The image is damaged.", cause);

    public static ImageFormatException Truncated(long position, string message) =>
        new(DiagnosticIds.Truncated, Format, position, $"{message} The input is cut short or damaged.");

    public static ImageFormatException OverLimit(long position, string message) => new(DiagnosticIds.LimitExceeded, Format, position, message);
}
