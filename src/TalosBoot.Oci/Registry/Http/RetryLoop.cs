using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Registry.Http;

/// <summary>Tries again what failed for a reason that may pass (docs/formats/oci.md).</summary>
internal sealed class RetryLoop(RegistryOptions options)
{
    const int JitterSteps = 1000;

    /// <summary>Runs an attempt until its answer is one to keep, or there have been enough, or no progress was made for too long.</summary>
    /// <param name="host">Whom the log names.</param>
    /// <param name="attempts">How many attempts there may be.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<RegistryAnswer> RunAsync(
        string host, int attempts, Func<CancellationToken, Task<RegistryAnswer>> attempt, CancellationToken cancellationToken)
    {
        var patience = new Patience(options);
        using var late = new CancellationTokenSource(patience.Left, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await RunAsync(host, attempts, attempt, patience, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw patience.Exhausted(host, exception);
        }
    }

    /// <summary>
    /// The same for a request with a body, which may take long to send: the wait for its answer begins anew with each piece that went out, and
    /// there is no other attempt once no progress was made for too long.
    /// </summary>
    /// <inheritdoc cref="RunAsync(string, int, Func{CancellationToken, Task{RegistryAnswer}}, CancellationToken)"/>
    public Task<RegistryAnswer> RunUploadAsync(
        string host, int attempts, Func<CancellationToken, Task<RegistryAnswer>> attempt, CancellationToken cancellationToken) =>
        RunAsync(host, attempts, attempt, new Patience(options), cancellationToken);

    async Task<RegistryAnswer> RunAsync(
        string host, int attempts, Func<CancellationToken, Task<RegistryAnswer>> attempt, Patience patience, CancellationToken cancellationToken)
    {
        var delay = options.RetryDelay;
        for (var number = 1; ; number++)
        {
            string reason;
            var wait = Choose(delay, told: null);
            var start = patience.Now;
            try
            {
                var answer = await attempt(cancellationToken).ConfigureAwait(false);
                patience.Note(start);
                wait = Choose(delay, RetryAfter(answer));
                if (number >= attempts || !IsTransient(answer.Status) || patience.Left <= wait)
                {
                    return answer;
                }

                reason = $"it answered {(int)answer.Status}.";
                answer.Dispose();
            }
            catch (RegistryException exception) when (number < attempts && IsTransient(exception))
            {
                patience.Note(start);
                if (patience.Left <= wait)
                {
                    throw;
                }

                reason = exception.Message;
            }

            start = patience.Now;
            await WaitForAsync(host, reason, wait, cancellationToken).ConfigureAwait(false);
            patience.Note(start);
            delay = wait;
        }
    }

    /// <summary>Waits before the next attempt.</summary>
    /// <returns>The wait that the one after it goes out from.</returns>
    public async Task<TimeSpan> WaitAsync(string host, string reason, TimeSpan previous, CancellationToken cancellationToken)
    {
        var wait = Choose(previous, told: null);
        await WaitForAsync(host, reason, wait, cancellationToken).ConfigureAwait(false);
        return wait;
    }

    async Task WaitForAsync(string host, string reason, TimeSpan wait, CancellationToken cancellationToken)
    {
        Log.Retrying(options.Logger, host, reason, wait.TotalSeconds);
        await Task.Delay(wait, options.TimeProvider, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How long to wait: as the registry told, or longer than before.</summary>
    TimeSpan Choose(TimeSpan previous, TimeSpan? told)
    {
        var wait = told ?? Next(previous);
        return wait > options.MaximumRetryDelay ? options.MaximumRetryDelay : wait;
    }

    public static bool IsTransient(HttpStatusCode status) => (int)status is 408 or 429 or 499 or 500 or 502 or 503 or 504 or 522;

    /// <summary>Whether another attempt may go better: a lost or silent connection, not a wrong name, port or certificate.</summary>
    public static bool IsTransient(RegistryException exception) => exception.DiagnosticId switch
    {
        DiagnosticIds.RegistryStalled => true,
        DiagnosticIds.RegistryUnreachable => exception.InnerException switch
        {
            HttpRequestException request => IsTransient(request),
            IOException => true,
            _ => false,
        },
        _ => false,
    };

    static bool IsTransient(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError or HttpRequestError.Unknown => true,
        HttpRequestError.ConnectionError => exception.InnerException is not SocketException { SocketErrorCode: SocketError.ConnectionRefused },
        _ => false,
    };

    /// <summary>Grows up to threefold by chance, so that clients that failed together do not come back together.</summary>
    TimeSpan Next(TimeSpan previous)
    {
        var chance = RandomNumberGenerator.GetInt32(JitterSteps) / (double)JitterSteps;
        return options.RetryDelay + (((previous * 3) - options.RetryDelay) * chance);
    }

    TimeSpan? RetryAfter(RegistryAnswer answer)
    {
        TimeSpan? wait = answer.RetryAfter is not { } header ? null
            : header.Delta ?? (header.Date is { } date ? date - options.TimeProvider.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
