namespace TalosBoot.FileSystems.Iso9660;

/// <summary>One thing in which two ISO images differ.</summary>
/// <param name="Subject">What differs: a path such as <c>/boot/vmlinuz</c>, or words such as <c>boot image 1</c> and <c>partition 2</c>.</param>
/// <param name="Message">How it differs, in words, the first image's side first.</param>
public sealed record IsoDifference(string Subject, string Message)
{
    /// <summary>Both, as a sentence.</summary>
    public override string ToString() => $"{Subject}: {Message}";
}
