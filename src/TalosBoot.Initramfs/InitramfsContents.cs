namespace TalosBoot.Initramfs;

/// <summary>What is in an initramfs.</summary>
/// <param name="Segments">The segments in the order of the file. Of two files of one path the later one counts.</param>
/// <param name="Layers">The extensions, in the order of <c>/extensions.yaml</c>: later ones lie on top. None in a stock initramfs.</param>
public sealed record InitramfsContents(IReadOnlyList<InitramfsSegment> Segments, IReadOnlyList<InitramfsLayer> Layers);
