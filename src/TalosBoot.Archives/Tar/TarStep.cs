namespace TalosBoot.Archives.Tar;

/// <summary>What comes after a header block.</summary>
/// <param name="Member">The member that the block completes, or null.</param>
/// <param name="ExtensionLength">The bytes of an extended header to read and to hand over, or null.</param>
/// <param name="SkipLength">The bytes of something to leave out, when neither of the others is given.</param>
internal readonly record struct TarStep(TarMember? Member, int? ExtensionLength, long SkipLength);
