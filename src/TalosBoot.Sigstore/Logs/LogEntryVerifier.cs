using System.Text.RegularExpressions;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Sigstore.Bundles;
using TalosBoot.Sigstore.Trust;

namespace TalosBoot.Sigstore.Logs;

/// <summary>Verifies that a trusted log holds a signature (docs/formats/sigstore.md).</summary>
internal sealed partial class LogEntryVerifier(TrustedRoot root, LoggedSignature signature)
{
    /// <summary>The end of the year 9999 in seconds.</summary>
    const long LatestTime = 253_402_300_799;

    /// <returns>What the log vouches for; null when the log is not known, so that its entry does not count.</returns>
    /// <exception cref="SignatureVerificationException">The entry is of a known log, and wrong (TB2219 to TB2223).</exception>
    public LogEvidence? Verify(LogEntry entry)
    {
        var log = root.TransparencyLogs.FirstOrDefault(log => log.Id.AsSpan().SequenceEqual(entry.LogId));
        return log is null ? null : entry.Kind == SecondLogBody.Kind ? VerifySecond(entry, log) : VerifyFirst(entry, log);
    }

    LogEvidence VerifyFirst(LogEntry entry, TrustedLog log)
    {
        FirstLogBody.RequireMatch(entry, signature);
        if (entry.Promise is not null && !LogPromise.IsBy(log.Key, entry))
        {
            throw Failure(DiagnosticIds.LogPromiseInvalid, "the log's promise is not for its entry. It was changed; sign the content again");
        }

        if (entry.Proof is { } proof)
        {
            var root = MerkleProof.FindRoot(entry.Body, proof.LogIndex, proof.TreeSize, proof.Hashes);
            if (root is null || !root.AsSpan().SequenceEqual(proof.RootHash))
            {
                throw ProofFailure();
            }

            var checkpoint = ParseCheckpoint(proof);
            if (!FirstOrigin().IsMatch(checkpoint.Origin) || !checkpoint.IsSignedBy(log, null)
                || !checkpoint.Root.AsSpan().SequenceEqual(root) || checkpoint.Size != proof.TreeSize)
            {
                throw CheckpointFailure();
            }
        }
        else if (entry.Promise is null)
        {
            throw Failure(DiagnosticIds.LogProofInvalid, "the log's entry has neither a promise nor a proof. Sign the content again");
        }

        return new LogEvidence(log, entry.Promise is null ? null : TimeOf(entry, log));
    }

    LogEvidence VerifySecond(LogEntry entry, TrustedLog log)
    {
        var body = SecondLogBody.Rebuild(signature);
        if (!body.AsSpan().SequenceEqual(entry.Body))
        {
            throw Failure(
                DiagnosticIds.LogEntryMismatch, "the log's entry is about another signature, certificate or content. The bundle was put together from several; sign the content again");
        }

        var proof = entry.Proof ?? throw Failure(DiagnosticIds.LogProofInvalid, "the log's entry has no proof. Sign the content again");
        var checkpoint = ParseCheckpoint(proof);
        if (checkpoint.Origin != log.Host || !checkpoint.IsSignedBy(log, log.Host))
        {
            throw CheckpointFailure();
        }

        var root = MerkleProof.FindRoot(body, entry.LogIndex, checkpoint.Size, proof.Hashes);
        return root is not null && root.AsSpan().SequenceEqual(checkpoint.Root) ? new LogEvidence(log, null) : throw ProofFailure();
    }

    DateTimeOffset TimeOf(LogEntry entry, TrustedLog log)
    {
        if (entry.IntegratedTime is 0 or > LatestTime)
        {
            throw Failure(DiagnosticIds.SigningTimeMissing, $"the log's entry has the time {entry.IntegratedTime}, which is none. Sign the content again");
        }

        var time = DateTimeOffset.FromUnixTimeSeconds(entry.IntegratedTime);
        return log.ValidFor.Contains(time) ? time : throw Failure(
            DiagnosticIds.LogUntrusted, $"the log was not trusted at {time:u}. Check that the trust root is of the instance that signed, and is current");
    }

    Checkpoint ParseCheckpoint(InclusionProof proof) => Checkpoint.TryParse(proof.Checkpoint, out var checkpoint) ? checkpoint : throw Failure(
        DiagnosticIds.LogCheckpointInvalid, "the log's checkpoint cannot be understood. Sign the content again");

    SignatureVerificationException CheckpointFailure() => Failure(
        DiagnosticIds.LogCheckpointInvalid, "the log's checkpoint is not signed by the log, or is about another state of it. Sign the content again");

    SignatureVerificationException ProofFailure() => Failure(
        DiagnosticIds.LogProofInvalid, "the log's proof does not lead from the entry to the log's root. It was changed; sign the content again");

    SignatureVerificationException Failure(string diagnosticId, string message) => new(diagnosticId, signature.Subject, $"{message}.");

    [GeneratedRegex("^.* - [0-9]+$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FirstOrigin();
}
