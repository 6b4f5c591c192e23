namespace TalosBoot.Factory.Assets;

/// <summary>An asset that a store has.</summary>
/// <param name="Length">Its length in bytes.</param>
/// <param name="OpenAsync">Opens it for reading from its beginning to its end. The caller disposes the stream.</param>
public sealed record StoredAsset(long Length, Func<CancellationToken, ValueTask<Stream>> OpenAsync);
