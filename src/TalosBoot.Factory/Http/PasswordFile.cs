using System.Collections.Frozen;
using System.Text;
using Org.BouncyCastle.Crypto.Generators;
using TalosBoot.Core.Content;
using TalosBoot.Factory.Work;

namespace TalosBoot.Factory.Http;

/// <summary>A password file as it was read at one time, and whom it has admitted: whoever holds it knows nothing of another.</summary>
internal sealed class PasswordFile
{
    // Of a password that nobody knows, so that an unknown user costs as much time as a known one.
    const string Nobody = "$2y$10$abcdefghijklmnopqrstuuW2iLMvU6Q9nZ3nJ9y6mJkqSy0vQw5fK";

    readonly FrozenDictionary<string, string[]> _users;
    readonly BoundedCache<Digest, bool> _admitted = new(10_000);

    PasswordFile(FrozenDictionary<string, string[]> users, DateTime changedAt) => (_users, ChangedAt) = (users, changedAt);

    /// <summary>When the file was changed last, at the time it was read.</summary>
    public DateTime ChangedAt { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">A line is not <c>user:bcrypt</c>.</exception>
    public static PasswordFile Read(string path)
    {
        var changedAt = File.GetLastWriteTimeUtc(path); // First: what changes while it is read is read again.
        var users = new Dictionary<string, List<string>>();
        foreach (var line in File.ReadAllLines(path).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
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

        return new PasswordFile(users.ToFrozenDictionary(user => user.Key, user => user.Value.ToArray()), changedAt);
    }

    /// <summary>Whether a password is that of a user.</summary>
    public bool IsRight(string user, string password)
    {
        var key = Digest.Sha256(Encoding.UTF8.GetBytes($"{user}\n{password}"));
        if (_admitted.TryGet(key, out _))
        {
            return true;
        }

        var isRight = false;
        foreach (var hash in _users.GetValueOrDefault(user) ?? [Nobody])
        {
            isRight |= Check(hash, password);
        }

        if (isRight)
        {
            _admitted.Set(key, true);
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
}
