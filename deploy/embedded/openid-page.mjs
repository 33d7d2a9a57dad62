/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * The whole sign-in page: a form without a script, posted to where it came from.
 * @param {string} client shown to the person @param {string} [problem] shown above the form
 * @returns {string} HTML
 */
export const signInPage = (client, problem = '') => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign in</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 22rem; margin: 15vh auto; padding: 0 1rem; }
  label { display: block; margin: 1rem 0; } input { display: block; width: 100%; padding: .4rem; box-sizing: border-box; }
  .problem { color: #a00; }
</style>
<h1>Sign in</h1>
<p>${client ? `to <b>${escaped(client)}</b>. ` : ''}This is the demonstration's OpenID provider.</p>
${problem ? `<p class="problem" role="alert">${escaped(problem)}</p>` : ''}
<form method="post" autocomplete="off">
  <label>Login <input name="login" required autofocus maxlength="100"></label>
  <label>Password <input name="password" type="password" required maxlength="200"></label>
  <button>Sign in</button>
</form>
</html>
`;
