using System.Security.Cryptography;
using TalosBoot.Core.Content.Files;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Caching;

/// <summary>
/// The secret of one cache folder, with which its entries are authenticated: what was put or changed there by anybody who does not know it is not believed.
/// It was made at random, lies in the folder, and only its owner can read it. One that another user put there is none: he knows it.
/// </summary>
internal static class CacheKey
{
    public const string FileName = "key";

    const int Length = 32;
    const int Attempts = 5;

    /// <summary>The secret of a folder, which is made where there is none.</summary>
    /// <exception cref="FileAccessException">It is another user's (TB6004).</exception>
    public static byte[] Open(string folder)
    {
        var path = Path.Combine(folder, FileName);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (HostFile.OfInput(path).Length == Length)
                {
                    return Read(path);
                }

                File.Delete(path); // No secret of ours: whatever it authenticated is made again.
            }
            catch (Exception exception) when (
                attempt < Attempts && exception is IOException or FileAccessException { DiagnosticId: DiagnosticIds.InputNotReadable })
            {
                // There is none, or another process has just removed it.
            }

            Make(folder, path);
        }
    }

    static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        PrivateFiles.RefuseForeignOwner(file);
        var secret = new byte[Length];
        file.ReadExactly(secret);
        return secret;
    }

    static void Make(string folder, string path)
    {
        using var file = PrivateFiles.CreateTemporary(folder, $"{FileName}.", ContentCache.PartialSuffix);
        try
        {
            file.Write(RandomNumberGenerator.GetBytes(Length));
            file.Dispose();
            File.Move(file.Name, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(file.Name); // Another process was faster, and its secret counts.
        }
    }
}
