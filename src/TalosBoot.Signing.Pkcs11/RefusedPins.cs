using System.Security.Cryptography;
using TalosBoot.Signing.Pkcs11.Native;

namespace TalosBoot.Signing.Pkcs11;

/// <summary>
/// The PINs that tokens have refused. After a few wrong ones a token locks itself for all who use it, so that none is given twice in a process: also not for
/// another key of the token, or by a signer that each build makes anew.
/// </summary>
internal static class RefusedPins
{
    static readonly Lock Gate = new();

    // Of a PIN only what tells it again is kept, and that only to this process.
    static readonly byte[] Secret = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    static readonly Dictionary<(string Serial, string Label, string Pin), CkException> Refusals = [];

    /// <summary>Logs in with a PIN, unless the token has refused it before.</summary>
    /// <exception cref="CkException">The token refuses or refused it, or the login failed.</exception>
    public static void Use(CkToken token, byte[] pin, Action<byte[]> login)
    {
        var key = (token.Serial, token.Label, Convert.ToHexString(HMACSHA256.HashData(Secret, pin)));
        lock (Gate)
        {
            if (Refusals.TryGetValue(key, out var refusal))
            {
                throw new CkException(refusal.Function, refusal.Code);
            }

            try
            {
                login(pin);
            }
            catch (CkException exception) when (CkCode.IsWrongPin(exception.Code))
            {
                Refusals[key] = exception;
                throw;
            }
        }
    }
}
