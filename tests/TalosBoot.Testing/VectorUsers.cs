using NUnit.Framework;

namespace TalosBoot.Testing;

/// <summary>
/// Notes which test classes ask for upstream vectors, so that <c>eng/without-vectors.sh</c> can run just those where there are none: one line a
/// class, in a file for each test assembly in the folder <c>TALOSBOOT_VECTOR_USERS</c>; with a question mark behind those that go on without a vector.
/// Without that variable nothing is noted.
/// </summary>
static class VectorUsers
{
    static readonly string? Folder = Environment.GetEnvironmentVariable("TALOSBOOT_VECTOR_USERS");
    static readonly HashSet<string> Noted = [];
    static readonly Lock Gate = new();

    /// <summary>Notes the class of the test that runs now. What tables of tests ask for before any test runs is nobody's.</summary>
    /// <param name="isRequired">Whether the test is skipped without the vector.</param>
    public static void Note(bool isRequired)
    {
        // Where no test runs, NUnit gives a class of its own.
        if (Folder is null || TestContext.CurrentContext.Test.Type is not { FullName: { } name } fixture || fixture.Assembly == typeof(TestContext).Assembly)
        {
            return;
        }

        var line = isRequired ? name : $"{name}?";
        lock (Gate)
        {
            if (Noted.Add(line))
            {
                Directory.CreateDirectory(Folder);
                File.AppendAllText(Path.Combine(Folder, fixture.Assembly.GetName().Name!), line + '\n');
            }
        }
    }
}
