using System.Collections.Frozen;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Org.BouncyCastle.Crypto.Generators;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Work;

namespace TalosBoot.Factory.Http;

/// <summary>Admits users of a password file (factory.md 16.1): Basic credentials, and lines <c>user:bcrypt</c>, read again when the file changes.</summary>
internal sealed class PasswordGate
{
    const string Challenge = "Basic realm=\"Image Factory Enterprise\", charset=\"UTF-8\"";

    // Of a password that nobody knows, so that an unknown user costs as much time as a known one.
    const string Nobody = "$2y$10$abcdefghijklmnopqrstuuW2iLMvU6Q9nZ3nJ9y6mJkqSy0vQw5fK";
    static readonly TimeSpan RecheckInterval = TimeSpan.FromSeconds(5);

    readonly bool _isEnabled;
    readonly string _path;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly Lock _lock = new();
    readonly BoundedCache<Core.Content.Digest, string> _admitted = new(10_000);
    FrozenDictionary<string, string[]> _users = FrozenDictionary<string, string[]>.Empty;
    DateTime _changedAt;
    DateTimeOffset _checkedAt;

    public PasswordGate(ImageFactoryOptions options, TimeProvider time, ILogger<PasswordGate> logger)
    {
        (_isEnabled, _path, _time, _logger) = (options.Authentication.IsEnabled, options.Authentication.PasswordFile, time, logger);
        if (_isEnabled)
        {
            Reload();
        }
    }

    /// <summary>The user of a request, or the empty string.</summary>
    public static string UserOf(HttpContext context) => context.User.Identity is { IsAuthenticated: true, Name: { } name } ? name : string.Empty;

    /// <summary>Whether a request may go on; if not, it is answered.</summary>
    public async ValueTask<bool> AdmitAsync(FactoryExchange exchange)
    {
        if (!_isEnabled || UserOf(exchange.Context).Length > 0)
        {
            return true;
        }

        RecheckFile();
        if (TryRead(exchange.Context.Request.Headers.Authorization.ToString(), out var user, out var password) && IsRight(user, password))
        {
            exchange.Context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, user)], "Basic"));
            return true;
        }

        Refuse(exchange.Context);
        await Answers.WriteErrorAsync(exchange.Context, StatusCodes.Status401Unauthorized, new FactoryAuthenticationException().Message).ConfigureAwait(false);
        return false;
    }

    public static void Refuse(HttpContext context) => context.Response.Headers.WWWAuthenticate = Challenge;

    bool IsRight(string user, string password)
    {
        var users = _users;
        var key = Core.Content.Digest.Sha256(Encoding.UTF8.GetBytes($"{_changedAt.Ticks}\n{user}\n{password}"));
        if (_admitted.TryGet(key, out _))
        {
            return true;
        }

        var isRight = false;
        foreach (var hash in users.GetValueOrDefault(user) ?? [Nobody])
        {
            isRight |= Check(hash, password);
        }

        if (isRight)
        {
            _admitted.Set(key, user);
        }

        return isRight;
    }

    static bool Check(string hash, string password)
    {
        try
        {
            return OpenBsdBCrypt.CheckPassword(hash, password.ToCharArray()) && hash != Nobody;
        }
        catch (ArgumentException)
        {
            return false; // bcrypt takes 72 bytes at most, and hashes of its own form only.
        }
    }

    void RecheckFile()
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            if ((now - _checkedAt).Duration() < RecheckInterval)
            {
                return;
            }

            _checkedAt = now;
        }

        try
        {
            Reload();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Log.PasswordsNotRead(_logger, exception);
        }
    }

    void Reload()
    {
        var changedAt = File.GetLastWriteTimeUtc(_path);
        if (changedAt == _changedAt)
        {
            return;
        }

        var users = new Dictionary<string, List<string>>();
        foreach (var line in File.ReadAllLines(_path).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || line[(colon + 1)..] is not ['$', '2', 'a' or 'b' or 'y', '$', ..])
            {
                throw new InvalidDataException("A line of the password file is not user:bcrypt.");
            }

            if (!users.TryGetValue(line[..colon], out var hashes))
            {
                users[line[..colon]] = hashes = [];
            }

            hashes.Add(line[(colon + 1)..]);
        }

        _users = users.ToFrozenDictionary(user => user.Key, user => user.Value.ToArray());
        _changedAt = changedAt;
    }

    static bool TryRead(string header, out string user, out string password)
    {
        (user, password) = (string.Empty, string.Empty);
        var buffer = new byte[header.Length];
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) || !Convert.TryFromBase64String(header[6..].Trim(), buffer, out var length))
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(buffer.AsSpan(0, length));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        (user, password) = colon < 0 ? (string.Empty, string.Empty) : (text[..colon], text[(colon + 1)..]);
        return colon > 0;
    }
}
