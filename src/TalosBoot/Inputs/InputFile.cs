using TalosBoot.Core.Content;

namespace TalosBoot.Inputs;

/// <summary>A file that an asset is made from.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="Key">Names the bytes in the engine's cache; null when nothing does without reading them.</param>
internal readonly record struct InputFile(BlobSource Content, Digest? Key);
