const viewer = document.getElementById("viewer");
let shown = null;

function show(button) {
  shown = button;
  const picture = button.querySelector("img");
  viewer.querySelector("img").src = picture.src;
  viewer.querySelector("img").alt = picture.alt;
  viewer.querySelector("p").textContent = picture.alt;
  if (!viewer.open) viewer.showModal();
}

for (const button of document.querySelectorAll(".panels button"))
  button.addEventListener("click", () => show(button));

viewer.addEventListener("click", () => viewer.close());
viewer.addEventListener("keydown", (event) => {
  const next = { ArrowRight: "nextElementSibling", ArrowLeft: "previousElementSibling" }[event.key];
  if (next && shown[next]) show(shown[next]);
});
