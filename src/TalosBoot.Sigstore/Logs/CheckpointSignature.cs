namespace TalosBoot.Sigstore.Logs;

/// <summary>A signature under a checkpoint: who, and four bytes that tell the key, followed by the signature.</summary>
internal sealed record CheckpointSignature(string Name, byte[] Bytes);
